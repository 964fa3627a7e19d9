import { styleText } from 'node:util';

/** What a colour is for; every one of them is also said in words. */
export type Tone = 'plain' | 'good' | 'bad' | 'doubt' | 'strong' | 'faint';

const FORMATS = {
  good: 'green',
  bad: ['bold', 'red'],
  doubt: 'yellow',
  strong: 'bold',
  faint: 'dim',
} as const;

export type Paint = (tone: Tone, text: string) => string;

/** Colours text, or leaves it alone. The terminal was asked already, so nothing is asked here. */
export function createPaint(color: boolean): Paint {
  return (tone, text) => {
    if (!color || tone === 'plain' || text === '') return text;
    return styleText(FORMATS[tone], text, { validateStream: false });
  };
}
