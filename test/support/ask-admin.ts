import { connect } from "node:net";

/** An answer of HAProxy's admin socket. */
export function askAdmin(socketPath: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let answer = "";
    socket.on("error", reject);
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("end", () => resolve(answer));
    socket.write(`${command}\n`);
  });
}
