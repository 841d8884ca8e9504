import { Eta } from "eta";
import { escapeControls } from "../diagnostics/escape-controls.ts";
import { rendererOf, trimControlLines } from "./eta.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Eta for HTML: `<%= %>` prints text, escaped for elements and for attributes in quotes. Only parts that are HTML already
 * are printed by `<%~ %>`. A missing value is a bug.
 */
const eta = new Eta({ autoEscape: true, escapeFunction: escapeHtml, autoTrim: false, plugins: [trimControlLines] });

/** Text as HTML. Characters that control a terminal or deceive a reader are spelled out, except tabs, which indent. */
function escapeHtml(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") throw new Error(`a template prints ${typeof value}`);
  const shown = String(value).split("\t").map(escapeControls).join("\t");
  return shown.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** HTML of a template of the package. */
export const renderHtml = rendererOf(eta);
