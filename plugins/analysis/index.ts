/**
 * Reads the JavaScript, TypeScript and Python sources of a project, for plugins and commands of the
 * core, without running any of its code. The YAML reader is loaded only if there are YAML files.
 */
import type { Host } from '../../harness/host.ts';
import type { ServiceTopology } from '../../harness/model/program/service-topology.ts';
import type { CodeMatcher, readMatchers as ReadMatchers } from './rules/read-rule-file.ts';
import type { CodeRule } from './rules/syntax-pattern-rule.ts';

export type { CodeFacts, CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
export { readCode } from './extract-code-structure-of-project.ts';
export { findBodies } from './find-function-bodies.ts';
export { listProjectFiles, sourcesAmong } from './list-project-source-files.ts';
export { type CodeLanguage, detectLanguage, loadParser, scriptLanguage } from './load-parser.ts';
export { findCacheUses, findPoolSettings } from './local-checks/cache-and-pool-uses.ts';
export { findLocalFindings } from './local-checks/unused-caches-batch-methods-and-async-variants.ts';
export { once } from './memoize-function-by-object-argument.ts';
export type { CodeSearch } from './parse-source-file.ts';
export {
  type CallSite,
  openProjectCode,
  type ProjectCode,
} from './project-code-with-call-sites-and-syntax-trees.ts';
export { openOutcomeCache } from './project-result-cache.ts';
export { resolveEntry } from './resolve-route-or-symbol-to-functions.ts';
export type { CodeMatcher } from './rules/read-rule-file.ts';
export type { CodeRule } from './rules/syntax-pattern-rule.ts';
export type { Use } from './syntax/classify-javascript-value-use.ts';
export { declaredNames, namesOfPattern } from './syntax/declared-names.ts';
export {
  boundOf,
  type Loop,
  loopAround,
  loopBound,
  loopsAround,
} from './syntax/enclosing-loops.ts';
export {
  around,
  FUNCTION_KINDS,
  functionAround,
  functionName,
  isAsync,
  isFunction,
  isInAsync,
  isWholeBody,
  namesAround,
  scopeOf,
} from './syntax/function-nodes.ts';
export { mentions, namesFrom, namesIn } from './syntax/identifiers-in-expression.ts';
export { type PythonLiteral, pythonLiteral, pythonValue } from './syntax/python-literals.ts';
export { constantText, literalText, quotedText } from './syntax/string-literal-text.ts';
export {
  argumentsOf,
  bare,
  hasComment,
  isConst,
  isExported,
  isInBody,
  isInside,
  isTaken,
  kindOf,
  type Language,
  LOOP_KINDS,
  languageIn,
  lineOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  nodesOf,
  onlyDeclarator,
  operatorOf,
  partsOf,
  propertyOf,
  type Span,
  spanOf,
  stringValue,
  wrapped,
} from './syntax/syntax-node-kinds-spans-and-children.ts';
export { useOf, usesOf } from './syntax/uses-of-variable-in-function.ts';
export { valueAt, valuesOf } from './syntax/values-assigned-to-name.ts';
export {
  type Binding,
  type Bindings,
  isPrivate,
  isWritten,
  readBindings,
} from './syntax/variable-bindings.ts';

/** Services that a project consists of; null: it has fewer than two. */
export async function readTopology(
  host: Host,
  root: string,
  signal?: AbortSignal,
): Promise<ServiceTopology | null> {
  return (await import('./read-service-topology.ts')).readTopology(host, root, signal);
}

/** Reads a rule file of a project. @throws UserError where its rules cannot be used. */
export async function readRuleFile(host: Host, file: string): Promise<readonly CodeRule[]> {
  return (await import('./rules/read-rule-file.ts')).readRuleFile(host, file);
}

/** Reads a file's rules with a plugin's metadata. @throws UserError where they cannot be used. */
export async function readMatchers<Metadata>(
  ...given: Parameters<typeof ReadMatchers<Metadata>>
): Promise<readonly CodeMatcher<Metadata>[]> {
  return (await import('./rules/read-rule-file.ts')).readMatchers(...given);
}
