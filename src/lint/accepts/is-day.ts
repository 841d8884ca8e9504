/** Whether a string is a calendar day as YYYY-MM-DD, so days compare as strings. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The date parser reads 2027-02-30 as the second of March.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
