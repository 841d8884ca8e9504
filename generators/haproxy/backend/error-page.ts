import { type Block, block } from "../../../src/contract/block.ts";
import type { Backend } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";

/**
 * Longest page in bytes: an `errorfile` must fit into a buffer (16,384 bytes) minus the room reserved for rewriting
 * (1,024), including its headers (Configuration Manual 2.6, 4.2 "errorfile").
 */
export const LONGEST_PAGE = 14_000;

/** A maintenance page as a whole HTTP response, the content of an `errorfile`. */
export function errorPage(backend: Backend, page: string): Block[] {
  const lines = pageLines(page);
  return [
    block(
      "response",
      [
        "HTTP/1.1 503 Service Unavailable\r",
        "Content-Type: text/html; charset=utf-8\r",
        "Cache-Control: no-store\r",
        `Content-Length: ${pageLength(page)}\r`,
        "\r",
        ...lines,
      ],
      [at(backend, "maintenance_page")],
    ),
  ];
}

/** Bytes of a page as sent. */
export function pageLength(page: string): number {
  return Buffer.byteLength(
    pageLines(page)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

function pageLines(page: string): string[] {
  return page.replace(/\n+$/, "").split("\n");
}
