import type { ProjectCode } from '../../../../analysis/index.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  CREATES_SESSION,
  detectSessionEnd,
  readFunctionText,
  type SessionProvider,
} from './detect-session-cleanup-by-provider.ts';

/** Returns the decorator that creates and ends a function's session around each call, or null. */
export const findSessionWrapper = memoizePerFunction(
  ({ code }: AuditedCode, index): SessionProvider | null => {
    for (const { name } of code.rawOf(index).decorators) {
      const decorator = decoratorOf(code, index, name);
      const found = decorator === null ? null : wrapperIn(code, decorator);
      if (found !== null) return found;
    }
    return null;
  },
);

/** The function of the project that a decorator is. */
function decoratorOf(code: ProjectCode, index: number, written: string): number | null {
  const file = code.facts.functions[index]?.file ?? '';
  const name = written.split('.').at(-1) ?? written;
  const [first = ''] = written.split('.');
  const imported = code.importsOf(file).find(({ local }) => local === first);
  const from = imported === undefined ? file : code.moduleOf(file, imported.source);
  const found = code.facts.functions.findIndex(
    (codeFunction) => codeFunction.file === from && codeFunction.name === name,
  );
  return found === -1 ? null : found;
}

/** Returns the provider in a decorator, or in a function it passes the decorated function to. */
function wrapperIn(code: ProjectCode, decorator: number): SessionProvider | null {
  const raw = code.rawOf(decorator);
  const [wrapped = ''] = raw.parameters;
  const file = code.facts.functions[decorator]?.file;
  const isHandedOn = new RegExp(`\\(\\s*${wrapped}\\b`, 'u');
  for (const [at, codeFunction] of code.facts.functions.entries()) {
    const { start, end } = codeFunction.file === file ? code.rawOf(at) : { start: -1, end: -1 };
    if (wrapped === '' || start < raw.start || end > raw.end) continue;
    const helpers = code
      .callsOf(at)
      .filter((site) => !site.call.isGuess && isHandedOn.test(site.raw.argumentText))
      .flatMap(({ call }) => call.targets);
    for (const maker of [at, ...helpers]) {
      const text = readFunctionText(code, maker);
      const by = CREATES_SESSION.test(text) ? detectSessionEnd(text) : null;
      if (by !== null) return { name: raw.name, by };
    }
  }
  return null;
}
