/** Random values for one change of a text. */
interface TextDraws {
  /** Numbers selecting change and position, each taken modulo the number of choices. */
  readonly change: number;
  readonly pick: number;
  readonly text: string;
}

/** Forms in which people and programs write the same number, or one that is near to it. */
const NUMBER_FORMS: readonly ((digits: string) => string)[] = [
  (digits) => `+${digits}`,
  (digits) => `-${digits}`,
  (digits) => `.${digits}`,
  (digits) => `${digits}.`,
  (digits) => `${digits}.5`,
  (digits) => `0${digits}`,
  (digits) => `${digits}e1`,
  (digits) => `${digits}E1`,
  (digits) => `${digits}e-1`,
  (digits) => `${digits}E+1`,
];

/** Changes a text: cuts it, adds drawn text, or writes its letters and numbers in another form. */
export function mutateText(text: string, { change, pick, text: drawn }: TextDraws): string {
  const at = text.length === 0 ? 0 : pick % text.length;
  switch (change % 9) {
    case 0:
      return drawn;
    case 1:
      return text.slice(0, at);
    case 2:
      return text + drawn;
    case 3:
      return text + text;
    case 4:
      return text.slice(0, at) + drawn + text.slice(at);
    case 5:
      return text.slice(at);
    case 6:
      return text.slice(0, at) + drawn + text.slice(at + 1);
    case 7:
      return withOtherCase(text, at) ?? text + drawn;
    default:
      return withOtherNumber(text, pick) ?? text + drawn;
  }
}

/** Changes the case of the first letter from a position on, around the end; null: there is none. */
function withOtherCase(text: string, from: number): string | null {
  const [, before = '', letter = '', after = ''] =
    /^(\P{Cased}*)(\p{Cased})(.*)$/su.exec(text.slice(from)) ?? [];
  if (letter === '') return from === 0 ? null : withOtherCase(text, 0);
  const upper = letter.toUpperCase();
  const other = letter === upper ? letter.toLowerCase() : upper;
  return text.slice(0, from) + before + other + after;
}

/** Writes one of the numbers of a text in another form; null: there is none. */
function withOtherNumber(text: string, pick: number): string | null {
  const numbers = [...text.matchAll(/\d+/gu)];
  const found = numbers[pick % Math.max(1, numbers.length)];
  const form = NUMBER_FORMS[Math.floor(pick / Math.max(1, numbers.length)) % NUMBER_FORMS.length];
  if (found === undefined || form === undefined) return null;
  const [digits] = found;
  return text.slice(0, found.index) + form(digits) + text.slice(found.index + digits.length);
}
