import type { BisectedChange } from '../../../harness/model/documents/bisect-document.ts';
import { tableOf } from '../../blocks.ts';
import { plural } from '../../text/plural.ts';
import type { Block, Item } from '../../view.ts';
import type { Culprit } from './bisect-culprits.ts';

/** Changes, and files of them, that are listed; a terminal lists fewer. */
const MOST = 20;
const MOST_IN_TERMINAL = 8;

/** The changes that a bisection ended with, and their files. */
export function culpritBlocks(
  { changes, files, confirmed }: Culprit,
  noun: string,
): readonly Block[] {
  const many = `One of ${plural(changes.length, noun)} that cannot be told apart`;
  const title = changes.length > 1 ? many : confirmed ? `The ${noun}` : `The likeliest ${noun}`;
  const moreFiles = files.length > MOST ? ` and ${plural(files.length - MOST, 'more file')}` : '';
  const shown = files.slice(0, MOST).join(', ');
  return [
    tableOf({
      weight: 'always',
      title,
      noun,
      rows: changes.slice(-MOST),
      columns: [
        [noun, ({ label }) => label, 'code'],
        ['subject', ({ subject }) => subject ?? ''],
        ['by', whoOf],
      ],
      inTerminal: [
        {
          type: 'list',
          title,
          noun,
          items: changes
            .slice(-MOST_IN_TERMINAL)
            .map((change) => itemOf(change, confirmed ? 'strong' : 'plain')),
        },
        earlierText(changes.length - MOST_IN_TERMINAL),
      ],
    }),
    { ...earlierText(changes.length - MOST), weight: 'file' },
    {
      type: 'text',
      weight: 'always',
      text: files.length === 0 ? '' : `Files: ${shown}${moreFiles}`,
    },
  ];
}

function itemOf(change: BisectedChange, tone: 'strong' | 'plain'): Item {
  const { label, subject } = change;
  const who = whoOf(change);
  return {
    ...(subject === null ? { text: label } : { lead: label, leadTone: tone, text: subject }),
    details: who === '' ? [] : [{ text: who }],
  };
}

/** `Ada, 2026-03-04` */
function whoOf({ author, date }: BisectedChange): string {
  return [author, date?.slice(0, 'yyyy-mm-dd'.length) ?? null]
    .filter((part) => part !== null)
    .join(', ');
}

function earlierText(count: number): Block {
  return { type: 'text', tone: 'faint', text: count <= 0 ? '' : `And ${count} earlier ones.` };
}
