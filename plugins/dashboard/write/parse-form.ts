/** Bytes of a form that are taken in: a name and a reason. */
export const MAX_FORM_BYTES = 16_384;
/** Maximum number of characters of a field. */
const MAX_LENGTH = 2_000;

/** Fields of a form by name. */
export interface Form {
  /** Value of a field as one line, empty if missing. Control characters are replaced by spaces. */
  readonly line: (name: string) => string;
  /** As it was sent: a name that our own page put there. */
  readonly exact: (name: string) => string;
}

/** A form as a browser sends it. */
export function parseForm(body: string): Form {
  const fields = new URLSearchParams(body);
  const exact = (name: string): string => (fields.get(name) ?? '').toWellFormed();
  return {
    exact,
    line: (name) =>
      exact(name)
        .slice(0, MAX_LENGTH)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what no line of text has
        .replace(/[\u0000-\u001f\u007f-\u009f]+/gu, ' ')
        .trim(),
  };
}
