/** Text of others with nothing in it that a terminal would obey or a page would reorder. */
export function sanitizeText(text: string, longest: number): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}
