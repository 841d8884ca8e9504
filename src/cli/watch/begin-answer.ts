import { isPlain } from "../terminal/terminal.ts";

/** Clears the screen and what can be scrolled back to (ECMA-48, ED; xterm's parameter 3), from its first line. */
const CLEAR = "\u001B[H\u001B[2J\u001B[3J";

/** Begins each answer of a command that watches: on an empty screen, or after an empty line in a pipe. */
export function answerBeginner(stream: NodeJS.WriteStream): () => void {
  const isScreen = stream.isTTY === true && !isPlain(process.env);
  let isFirst = true;
  return () => {
    if (isScreen) stream.write(CLEAR);
    else if (!isFirst) stream.write("\n");
    isFirst = false;
  };
}
