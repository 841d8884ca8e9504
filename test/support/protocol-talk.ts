import type { Socket } from "node:net";

// Stubs of protocols: each accepts a connection and answers just what a health check needs.

/** RFC 4511: answers a bind with success, and a search with one entry and success. */
export function ldap(socket: Socket): void {
  socket.on("data", (data) => {
    const id = data.subarray(2, 5).toString("hex");
    if (data[5] === 0x60) socket.write(Buffer.from(`300c${id}61070a010004000400`, "hex"));
    if (data[5] !== 0x63) return;
    socket.write(Buffer.from(`3009${id}640404003000`, "hex"));
    socket.write(Buffer.from(`300c${id}65070a010004000400`, "hex"));
  });
}

export function smtp(socket: Socket): void {
  socket.write("220 mail.uni.example ESMTP\r\n");
  socket.on("data", (data) => {
    socket.write(data.toString().startsWith("QUIT") ? "221 bye\r\n" : "250 mail.uni.example\r\n");
  });
}

export function smtpRefusing(socket: Socket): void {
  socket.write("554 no service here\r\n");
  socket.on("data", () => socket.write("554 no service here\r\n"));
}

/** Waits for a PROXY header (version 1) before the greeting, like a mail server behind a load balancer. */
export function afterProxy(talk: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.once("data", (data) => {
      if (!data.toString().startsWith("PROXY ")) {
        socket.destroy();
        return;
      }
      talk(socket);
      const rest = data.subarray(data.indexOf("\n") + 1);
      if (rest.length > 0) socket.emit("data", rest);
    });
  };
}

export function imap(socket: Socket): void {
  socket.write("* OK ready\r\n");
  socket.on("data", (data) => {
    if (data.toString() === "a1 LOGOUT\r\n") socket.end("* BYE\r\na1 OK\r\n");
  });
}

export function redis(socket: Socket): void {
  socket.on("data", (data) => {
    if (/PING\r\n/.test(data.toString())) socket.write("+PONG\r\n");
  });
}

export function mqtt(answer: string): (socket: Socket) => void {
  return (socket) => {
    socket.on("data", (data) => {
      if (data[0] === 0x10) socket.write(Buffer.from(answer, "hex"));
    });
  };
}

/** Handshake packet of protocol 10, then OK for any login. */
export function mysql(socket: Socket): void {
  const version = Buffer.from("8.0.0-loopback\0").toString("hex");
  const hello = `0a${version}01000000${"41".repeat(8)}00fff7210200ff8115${"00".repeat(10)}${"41".repeat(12)}00`;
  const packet = (number: number, body: string) => {
    const head = Buffer.alloc(4);
    head.writeUIntLE(body.length / 2, 0, 3);
    head[3] = number;
    return Buffer.concat([head, Buffer.from(body, "hex")]);
  };
  socket.write(packet(0, hello));
  socket.on("data", (data) => {
    if (data.includes("healthcheck\0")) socket.write(packet(2, "00000002000000"));
  });
}

/** AuthenticationMD5Password to a start-up message of the right user. */
export function postgresql(socket: Socket): void {
  socket.on("data", (data) => {
    if (data.includes("healthcheck\0")) socket.write(Buffer.from("520000000c0000000541414141", "hex"));
  });
}
