import { INTERPROCEDURAL_RULES } from '../../plugins/analysis/find-performance-antipatterns.ts';
import { BUILT_IN_RULES } from '../../plugins/analysis/rules/built-in-rules.ts';

const HEADER = ['| rule | category | why, and what instead |', '| --- | --- | --- |'];

function row(id: string, category: string, note: string): string {
  return `| \`${id}\` | \`${category}\` | ${note} |`;
}

/** Returns the reference page of the rules that find candidates in sources. */
export function codeRulesPage(): string {
  const flow = INTERPROCEDURAL_RULES.map(({ id, category, note }) => row(id, category, note));
  const place = BUILT_IN_RULES.map(({ id, metadata, note }) => row(id, metadata.category, note));
  return [
    '# Code rules',
    'Written by `npm run reference` from the rules themselves. What a rule finds is a suspicion until a measurement confirms it ([code](../code.md)).',
    '## Rules that follow calls',
    'They know what a function does through everything that it calls, which handlers run it, and in which loops.',
    [...HEADER, ...flow].join('\n'),
    '## Rules of one place',
    [...HEADER, ...place].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
