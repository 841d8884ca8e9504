/** Strings that break out of a value if it is not quoted. */
export const HOSTILE: Readonly<Record<string, string>> = {
  newline: "a\nglobal\n",
  "carriage return": "a\rb",
  quote: 'a" b',
  "single quote": "a' b",
  semicolon: "a; quit",
  comment: "a # b",
  braces: "a { b }",
  variable: "a \u0024{HOME} $HOME",
  percent: "a %b %[src] %",
  NUL: "a\0b",
  "ten kilobytes": "x".repeat(10_240),
  "right-to-left": "a\u202eb\u200f",
  "line separator": "a\u2028b",
  backslash: "a\\",
  template: "<%= a %> `id` $(id)",
};
