import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKED_CODEMODS } from '../../plugins/optimize/generators/checked-codemods.ts';
import { CPU_CODEMODS } from '../../plugins/optimize/generators/cpu-codemods.ts';
import { IO_CODEMODS } from '../../plugins/optimize/generators/io-codemods.ts';
import type { BenchResult, Published } from '../bench-result.ts';
import { ROOT } from '../built-package.ts';
import { gainsModule, pageWithGains } from './gains.ts';

/** Files that tell gains, with what they have to say by a result. */
export function gainFiles(result: BenchResult): readonly { file: string; text: string }[] {
  const page = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  return [
    { file: 'plugins/optimize/generators/measured-gains.ts', text: gainsModule(result) },
    ...[
      { file: 'docs/codemods.md', codemods: CPU_CODEMODS },
      { file: 'docs/codemods-io.md', codemods: IO_CODEMODS },
      { file: 'docs/codemods-checked.md', codemods: CHECKED_CODEMODS },
    ].map(({ file, codemods }) => ({ file, text: pageWithGains(page(file), codemods, result) })),
  ];
}

// As a program: writes the gains of a published result where people and the generator read them.
if (import.meta.main) {
  const { result } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Published;
  for (const { file, text } of gainFiles(result)) writeFileSync(join(ROOT, file), text);
}
