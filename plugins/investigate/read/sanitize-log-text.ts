/** Removes characters from foreign text that a terminal would interpret or a page would reorder. */
export function sanitizeText(text: string, longest: number): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}
