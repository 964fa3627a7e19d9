/** Parses a JSON text; null if there is none or it is damaged, such as a line cut off by a kill. */
export function parseJsonOrNull(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
