/** Value of a JSON text; undefined: there is none, or it is no JSON. */
export function tryParseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
