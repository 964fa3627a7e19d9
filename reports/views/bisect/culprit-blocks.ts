import type { BisectedChange } from '../../../harness/model/documents/bisect-document.ts';
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
    {
      type: 'table',
      weight: 'always',
      title,
      noun,
      columns: [{ title: noun, isCode: true }, { title: 'subject' }, { title: 'by' }],
      rows: changes
        .slice(-MOST)
        .map((change) => [change.label, change.subject ?? '', whoOf(change)]),
      inTerminal: [
        {
          type: 'list',
          title,
          noun,
          items: changes
            .slice(-MOST_IN_TERMINAL)
            .map((change) => itemOf(change, confirmed ? 'strong' : 'plain')),
        },
        ...earlierText(changes.length - MOST_IN_TERMINAL),
      ],
    },
    ...earlierText(changes.length - MOST).map((block) => ({ ...block, weight: 'file' as const })),
    ...(files.length === 0
      ? []
      : [{ type: 'text', weight: 'always', text: `Files: ${shown}${moreFiles}` } as const]),
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

function earlierText(count: number): readonly Block[] {
  return count <= 0 ? [] : [{ type: 'text', tone: 'faint', text: `And ${count} earlier ones.` }];
}
