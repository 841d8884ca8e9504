import { Eta, type TemplateFunction } from "eta";
import { readPackageFile } from "../package-files.ts";

/** A line with only a control tag (`<% … %>`). */
const CONTROL_LINE = /^[ \t]*(<%(?![=~])(?:[^%]|%(?!>))*%>)[ \t]*\n/gm;

/** Removes lines with only a control tag as a whole. */
export const trimControlLines = { processTemplate: (template: string) => template.replace(CONTROL_LINE, "$1") };

/**
 * Eta for configuration files: no escaping for HTML, no trimming except of lines with only a control tag, and a missing
 * value is a bug instead of the text `undefined`.
 */
const eta = new Eta({
  autoEscape: false,
  autoTrim: false,
  autoFilter: true,
  filterFunction: printValue,
  plugins: [trimControlLines],
});

function printValue(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new Error(`a template prints ${value === null ? "null" : typeof value}`);
}

/**
 * A function that renders a template of the package (path from its root) with its data in `it`. Each template is
 * compiled once.
 */
export function rendererOf(engine: Eta): (template: string, data: object) => string {
  const compiled = new Map<string, TemplateFunction>();
  return (template, data) => {
    let render = compiled.get(template);
    if (render === undefined) {
      render = engine.compile(readPackageFile(template));
      compiled.set(template, render);
    }
    return render.call(engine, data);
  };
}

/** Text of a template of the package. */
export const renderText = rendererOf(eta);
