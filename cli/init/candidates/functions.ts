import { join } from 'node:path';
import { moduleName } from '../../../harness/packages/module-name.ts';
import type { CalledFunction, CodeReader } from '../../../registry/code-reader.ts';
import {
  accessTo,
  calledScenarioText,
  isDefaultAnonymous,
  type ScenarioFunction,
} from '../function-scenario-text.ts';
import type { ProjectAt } from '../project-at.ts';
import { entryOf } from '../workspace-packages.ts';
import { type Candidate, known, scenarioOf } from './candidate.ts';

const IS_MODULE = /^\s*(?:export|import)\b/mu;
/** All that a CommonJS module exports, where it is written as one list. */
const LIST = /\bmodule\.exports\s*=\s*\{([^{}]*)\}/u;
const WHOLE = /\bmodule\.exports\s*=(?!=)/u;
const ONE = /\bexports\.([\w$]+)\s*=(?!=)/gu;
/** Exports that are made elsewhere: by a helper, in a loop, through another name. */
const ELSEWHERE =
  /\bObject\.(?:assign|definePropert(?:y|ies))\(\s*(?:module\.)?exports\b|\bexports\s*\[|__exportStar|[=(,]\s*(?:module\.)?exports\b(?!\s*[.=])/u;

/**
 * Whether another file can call a function as the tests seem to do. Only of CommonJS modules that list what
 * they export it is said that it cannot: of any other the text does not tell.
 */
export function isGivenAway(
  source: string,
  { name, member, import: how }: Pick<CalledFunction, 'name' | 'member' | 'import'>,
): boolean {
  if (IS_MODULE.test(source) || ELSEWHERE.test(source)) return true;
  const list = LIST.exec(source)?.[1];
  if (list === undefined ? WHOLE.test(source) : list.includes('...')) return true;
  const keys = (list ?? '').split(',').map((part) => /[\w$]+(?=\s*(?:[:(]|$))/u.exec(part)?.[0]);
  const exported = new Set([...keys, ...[...source.matchAll(ONE)].map(([, key]) => key)]);
  exported.delete(undefined);
  // A list is no function, whatever the tests call it by.
  const isList = how === 'default' && member === null;
  return exported.size === 0 || (!isList && exported.has(member ?? name));
}

/** Functions that are tried; the less they are called, the less they stand for the package. */
const MOST = 8;

/** The functions that the tests call most, each with a call that is taken from there. */
export async function functionCandidates(
  project: ProjectAt,
  reader: CodeReader,
): Promise<readonly Candidate[]> {
  const { host, root, packages } = project;
  const { files } = host;
  const own = packages.flatMap((one): readonly (readonly [string, string])[] => {
    const [name, file] = [one.manifest.name, entryOf(files, root, one)];
    return name === undefined || file === null ? [] : [[name, file]];
  });
  const called = await reader.calledFunctions(host, root, new Map(own));
  const sourceOf = (file: string): string => files.read(join(root, file)) ?? '';
  const reachable = called.filter((one) => isGivenAway(sourceOf(one.file), one));
  return reachable.slice(0, MOST).map((one) => {
    const times = one.calls === 1 ? 'once' : `${one.calls} times`;
    const { subject, callee } = callOf(
      named(one, sourceOf(one.file), project.manifest.name),
      sourceOf(one.file),
    );
    const origin = `As ${one.place} calls it`;
    const call = { function: subject, callee, given: one.arguments, origin };
    return known(
      `the function ${callee} of ${one.file}, which the tests call ${times}`,
      scenarioOf((prepare) => calledScenarioText({ ...call, prepare })),
    );
  });
}

/** What is exported without a name has that of its file, whatever a test calls it. */
function named(called: CalledFunction, source: string, packageName?: string): CalledFunction {
  const isAnonymous =
    called.import === 'default' && called.member === null && isDefaultAnonymous(source);
  const name = isAnonymous ? moduleName(called.file, packageName) : null;
  return name === null ? called : { ...called, name };
}

/** How a scenario gets hold of it: as its source shows, else as the tests do. */
function callOf(
  { file, name, member, import: how }: CalledFunction,
  source: string,
): { readonly subject: ScenarioFunction; readonly callee: string } {
  const module = `../${file}`;
  // What tests take out of a CommonJS module by its whole may be an export of its own.
  const ownAccess = member === null ? null : accessTo(source, member);
  if (how === 'default' && member !== null && ownAccess === 'named') {
    return { subject: { name: member, module, access: ownAccess }, callee: member };
  }
  const isModule = /^\s*(?:export|import)\b/mu.test(source);
  const byTests = how === 'default' ? 'default' : isModule ? 'named' : 'property';
  const access = how === 'default' ? byTests : (accessTo(source, name) ?? byTests);
  return {
    subject: { name, module, access },
    callee: member === null ? name : `${name}.${member}`,
  };
}
