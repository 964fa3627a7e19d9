import { styleText } from 'node:util';

/** Meaning of a color; every meaning is also expressed in words. */
export type TextTone = 'plain' | 'good' | 'bad' | 'doubt' | 'strong' | 'faint';

const FORMATS = {
  good: 'green',
  bad: ['bold', 'red'],
  doubt: 'yellow',
  strong: 'bold',
  faint: 'dim',
} as const;

export type TextColorizer = (tone: TextTone, text: string) => string;

/**
 * Returns a function that colors text if `color` is set. The caller has already checked the
 * terminal, so it is not checked again.
 */
export function createTextColorizer(color: boolean): TextColorizer {
  return (tone, text) => {
    if (!color || tone === 'plain' || text === '') return text;
    return styleText(FORMATS[tone], text, { validateStream: false });
  };
}
