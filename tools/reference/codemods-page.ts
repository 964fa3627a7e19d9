import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PublishedBench } from '../../bench/bench-result.ts';
import { adviceTable, formatGainRatio } from '../../bench/codemods/codemod-gains.ts';
import type { Codemod } from '../../plugins/optimize/generators/codemod.ts';
import {
  CHECKED_CODEMODS,
  CPU_CODEMODS,
  GENERAL_CODEMODS,
  IO_CODEMODS,
} from '../../plugins/optimize/generators/codemod-catalogue.ts';
import { MEASURED_GAINS } from '../../plugins/optimize/generators/measured-gains-by-codemod.ts';

const RESULT = new URL('../../bench/results/codemods.json', import.meta.url);

const GROUPS: readonly { readonly title: string; readonly codemods: readonly Codemod[] }[] = [
  { title: 'Processor time', codemods: CPU_CODEMODS },
  { title: 'Waiting', codemods: IO_CODEMODS },
  { title: 'Indexes and caches beside data', codemods: CHECKED_CODEMODS },
  { title: 'General shapes', codemods: GENERAL_CODEMODS },
];

/** Every codemod of the catalogue, and the advice that is no codemod. */
export function codemodsPage(): string {
  const { result } = JSON.parse(readFileSync(fileURLToPath(RESULT), 'utf8')) as PublishedBench;
  return [
    '# Catalogue of codemods',
    'Written by `npm run reference` from the catalogue and from `bench/results/codemods.json`, which `npm run bench -- codemods` measures. [Codemods](../codemods.md) explains the classes of evidence. Ratios are after divided by before on the fixture of the codemod, in fresh processes in turn, with their 95 % interval; `-` marks one that is measured in each project instead.',
    ...GROUPS.map(({ title, codemods }) => `## ${title}\n\n${tableOf(codemods)}`),
    `## Advice that is no codemod\n\nIt is not faster on both releases, it changes what the code means, or it gains too little.\n\n${adviceTable(result)}`,
    '## Where each fires',
    ...unique(GROUPS.flatMap(({ codemods }) => codemods)).map(sectionOf),
  ]
    .join('\n\n')
    .concat('\n');
}

function tableOf(codemods: readonly Codemod[]): string {
  return [
    '| codemod | what it does | evidence | measured | Node.js 24 | Node.js 26 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...codemods.map(rowOf),
  ].join('\n');
}

function rowOf({ id, title, evidence = 'proven' }: Codemod): string {
  const { measures = '-', releases = [] } = MEASURED_GAINS[id] ?? {};
  const ratioOn = (release: string): string => {
    const found = releases.find((measuredRelease) => measuredRelease.release === release);
    return found === undefined ? '-' : formatGainRatio(found);
  };
  const cells = [`[${id}](#${id})`, title, evidence, measures, ratioOn('24'), ratioOn('26')];
  return `| ${cells.join(' | ')} |`;
}

function sectionOf(codemod: Codemod): string {
  const { id, title, classes, fixLevel, complexity, risk, evidence = 'proven' } = codemod;
  return [
    `### ${id}`,
    `${title}. Against ${classes.join(', ')}; evidence ${evidence}, risk ${risk}, complexity ${complexity}, fix level ${fixLevel}. [Before, after, and what is left alone](../../test/fixtures/codemods/${id}/).`,
    `Fires where: ${codemod.preconditions}`,
    `Seen in: ${codemod.seenIn.join('; ')}.`,
  ].join('\n\n');
}

function unique(codemods: readonly Codemod[]): readonly Codemod[] {
  return [...new Map(codemods.map((codemod) => [codemod.id, codemod])).values()];
}
