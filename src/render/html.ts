import { Eta, type TemplateFunction } from "eta";
import { escapeControls } from "../diagnostics/escape-controls.ts";
import { readPackageFile } from "../package-files.ts";
import { trimControlLines } from "./eta.ts";

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

const compiled = new Map<string, TemplateFunction>();

/** HTML of a template of the package (path from its root) with its data in `it`. Each template is compiled once. */
export function renderHtml(template: string, data: object): string {
  let render = compiled.get(template);
  if (render === undefined) {
    render = eta.compile(readPackageFile(template));
    compiled.set(template, render);
  }
  return render.call(eta, data);
}
