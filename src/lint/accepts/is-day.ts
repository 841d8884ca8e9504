/** Whether a text is a day of the calendar as YYYY-MM-DD, so that days compare as text. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The date parser takes 2027-02-30 for the second of March.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
