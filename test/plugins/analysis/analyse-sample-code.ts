import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../../harness/host.ts';
import type {
  CodeFacts,
  CodeFunction,
} from '../../../harness/model/program/code-analysis-results.ts';
import { readCode } from '../../../plugins/analysis/extract-code-structure-of-project.ts';
import { writeFiles } from '../../support/run-cli.ts';

/** Creates a folder with these files, outside any repository. */
export function createProjectFolder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'code-'));
  writeFiles(root, files);
  return root;
}

/** Reads the facts about the code of a project with these files. */
export function analyseSampleCode(files: Readonly<Record<string, string>>): Promise<CodeFacts> {
  return readCode(createHost(), createProjectFolder(files));
}

/** A function by its name. */
export function findFunction({ functions }: CodeFacts, name: string): CodeFunction {
  const found = functions.find((codeFunction) => codeFunction.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** Returns the names of the targets of a function's calls, by callee. */
export function listCallTargets(
  facts: CodeFacts,
  name: string,
): Readonly<Record<string, string[]>> {
  return Object.fromEntries(
    findFunction(facts, name).calls.map(({ callee, targets }) => [
      callee,
      targets.map((index) => {
        const { file, name: target } = facts.functions[index] as CodeFunction;
        return `${file}::${target}`;
      }),
    ]),
  );
}
