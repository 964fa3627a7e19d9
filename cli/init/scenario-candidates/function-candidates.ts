import { join } from 'node:path';
import { defaultExportName } from '../../../harness/packages/default-export-name.ts';
import type {
  CalledFunction,
  SourceAnalysis,
} from '../../../registry/load-source-analysis-library.ts';
import {
  findExportAccess,
  generateCallScenario,
  hasAnonymousDefaultExport,
  type ScenarioFunction,
} from '../generate-call-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import { findPackageEntry } from '../workspace-package-manifests-and-entry-files.ts';
import {
  createKnownCandidate,
  createScenarioText,
  type ScenarioCandidate,
} from './scenario-candidate.ts';

const IS_MODULE = /^\s*(?:export|import)\b/mu;
/** Exports of a CommonJS module, if they are written as one object literal. */
const LIST = /\bmodule\.exports\s*=\s*\{([^{}]*)\}/u;
const WHOLE = /\bmodule\.exports\s*=(?!=)/u;
const ONE = /\bexports\.([\w$]+)\s*=(?!=)/gu;
/** Exports assigned indirectly: by a helper, in a loop, or through another name. */
const ELSEWHERE =
  /\bObject\.(?:assign|definePropert(?:y|ies))\(\s*(?:module\.)?exports\b|\bexports\s*\[|__exportStar|[=(,]\s*(?:module\.)?exports\b(?!\s*[.=])/u;

/**
 * True if another file can call a function in the way the tests seem to. False only for CommonJS
 * modules that list their exports, since the text of other modules is not conclusive.
 */
export function isExportedFunction(
  source: string,
  { name, member, import: how }: Pick<CalledFunction, 'name' | 'member' | 'import'>,
): boolean {
  if (IS_MODULE.test(source) || ELSEWHERE.test(source)) return true;
  const list = LIST.exec(source)?.[1];
  if (list === undefined ? WHOLE.test(source) : list.includes('...')) return true;
  const keys = (list ?? '').split(',').map((part) => /[\w$]+(?=\s*(?:[:(]|$))/u.exec(part)?.[0]);
  const exported = new Set([...keys, ...[...source.matchAll(ONE)].map(([, key]) => key)]);
  exported.delete(undefined);
  // An object literal is not callable, however the tests import it.
  const isList = how === 'default' && member === null;
  return exported.size === 0 || (!isList && exported.has(member ?? name));
}

/** Most functions to try; rarely called functions are less representative of the package. */
const MOST = 8;

/** The functions that the tests call most, each with a call that is taken from there. */
export async function findFunctionCandidates(
  project: InspectedProject,
  reader: SourceAnalysis,
): Promise<readonly ScenarioCandidate[]> {
  const { host, root, packages } = project;
  const { files } = host;
  const own = packages.flatMap((projectPackage): readonly (readonly [string, string])[] => {
    const [name, file] = [
      projectPackage.manifest.name,
      findPackageEntry(files, root, projectPackage),
    ];
    return name === undefined || file === null ? [] : [[name, file]];
  });
  const called = await reader.calledFunctions(host, root, new Map(own));
  const sourceOf = (file: string): string => files.read(join(root, file)) ?? '';
  const reachable = called.filter((calledFunction) =>
    isExportedFunction(sourceOf(calledFunction.file), calledFunction),
  );
  return reachable.slice(0, MOST).map((calledFunction) => {
    const times = calledFunction.calls === 1 ? 'once' : `${calledFunction.calls} times`;
    const { subject, callee } = callOf(
      named(calledFunction, sourceOf(calledFunction.file), project.manifest.name),
      sourceOf(calledFunction.file),
    );
    const origin = `As called in ${calledFunction.place}`;
    const call = { function: subject, callee, given: calledFunction.arguments, origin };
    return createKnownCandidate(
      `the function ${callee} of ${calledFunction.file}, which the tests call ${times}`,
      createScenarioText((prepare) => generateCallScenario({ ...call, prepare })),
    );
  });
}

/** Names an anonymous export after its file, whatever name a test gives it. */
function named(called: CalledFunction, source: string, packageName?: string): CalledFunction {
  const isAnonymous =
    called.import === 'default' && called.member === null && hasAnonymousDefaultExport(source);
  const name = isAnonymous ? defaultExportName(called.file, packageName) : null;
  return name === null ? called : { ...called, name };
}

/** Returns how a scenario imports the function: according to its source or else to the tests. */
function callOf(
  { file, name, member, import: how }: CalledFunction,
  source: string,
): { readonly subject: ScenarioFunction; readonly callee: string } {
  const module = `../${file}`;
  // A property that tests read from a whole CommonJS module may be an export of its own.
  const ownAccess = member === null ? null : findExportAccess(source, member);
  if (how === 'default' && member !== null && ownAccess === 'named') {
    return { subject: { name: member, module, access: ownAccess }, callee: member };
  }
  const isModule = /^\s*(?:export|import)\b/mu.test(source);
  const byTests = how === 'default' ? 'default' : isModule ? 'named' : 'property';
  const access = how === 'default' ? byTests : (findExportAccess(source, name) ?? byTests);
  return {
    subject: { name, module, access },
    callee: member === null ? name : `${name}.${member}`,
  };
}
