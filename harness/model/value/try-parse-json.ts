/** Returns the value of a JSON text; undefined if there is none or it is not JSON. */
export function tryParseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
