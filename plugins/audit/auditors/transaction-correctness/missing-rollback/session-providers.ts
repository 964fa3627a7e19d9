import type { ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  CREATES_SESSION,
  detectSessionEnd,
  readFunctionText,
  type SessionProvider,
} from './detect-session-cleanup-by-provider.ts';
import { listFlaskExtensions } from './flask-sqlalchemy-instances.ts';
import { findRequestStateProvider } from './request-state-session-providers.ts';

/** Dependencies of FastAPI, in a parameter: `db: Session = Depends(get_db)`. */
const DEPENDS = /(?:Depends|Security|Provide|inject)\(\s*([\w.]+)/u;
const known = new WeakMap<ProjectCode, readonly (SessionProvider | null)[]>();

/** Returns how a function ends the session that it provides; null: it provides none. */
export function findSessionProvider(code: ProjectCode, index: number): SessionProvider | null {
  return allProviders(code)[index] ?? null;
}

/** Returns what ends the session in a variable of a function; null: nothing is known. */
export function findVariableProvider(
  audited: AuditedCode,
  index: number,
  receiver: string,
): SessionProvider | null {
  const { code } = audited;
  const file = code.facts.functions[index]?.file ?? '';
  const [extension = '', session] = receiver.split('.').slice(-2);
  const isFlask = session === 'session' && listFlaskExtensions(code).has(extension);
  if (isFlask || /(?:^|\.)flask_sqlalchemy\./u.test(code.nameOf(index, receiver) ?? '')) {
    return { name: 'Flask-SQLAlchemy', by: 'close' };
  }
  const own = ofUnitOfWork(code, index, file);
  if (own !== null) return own;
  const named = DEPENDS.exec(readTypedParameter(code, index, file, receiver))?.[1];
  const providers = allProviders(code);
  if (named !== undefined) {
    const bare = named.replace(/^.*\./u, '');
    const found = providers.find((provider) => provider?.name.endsWith(bare) === true);
    if (found !== undefined && found !== null) return found;
  }
  return null;
}

/**
 * Returns what ends a session passed on by a handler: of all dependencies that may have created it,
 * the one that does the least.
 */
export function findHandlerProvider(
  audited: AuditedCode,
  index: number,
  receiver: string,
): SessionProvider | null {
  const { code } = audited;
  if (audited.reachedBy(index) !== 'request' || !isPassedSession(code, index, receiver))
    return null;
  const dependencies = allProviders(code).filter((provider) => provider !== null);
  return dependencies.find(({ by }) => by === 'close') ?? dependencies[0] ?? null;
}

/** True if a session comes from outside the function: from a parameter, or from `self`. */
export function isPassedSession(code: ProjectCode, index: number, receiver: string): boolean {
  const [first = ''] = receiver.split('.');
  return first === 'self' || code.rawOf(index).parameters.includes(first);
}

/** Returns a parameter as written, with the definition of its type if that is an alias. */
export function readTypedParameter(
  code: ProjectCode,
  index: number,
  file: string,
  name: string,
): string {
  const { start, end } = code.rawOf(index);
  const head = (code.textOf(file) ?? '').slice(start, Math.min(end, start + 2000));
  const written =
    new RegExp(`[(,]\\s*${name.replace(/\W/gu, '\\$&')}\\s*[:=][^\\n]*`, 'u').exec(head)?.[0] ?? '';
  const type = /:\s*(\w+)/u.exec(written)?.[1] ?? '';
  const alias = code.facts.functions.some((codeFunction) => codeFunction.file === file)
    ? aliasOf(code, type)
    : '';
  return `${written} ${alias}`;
}

/** Returns an alias's definition anywhere: `SessionDep = Annotated[Session, Depends(get_db)]`. */
function aliasOf(code: ProjectCode, type: string): string {
  if (type === '' || !/^[A-Z]/u.test(type)) return '';
  for (const file of code.files) {
    if (!file.endsWith('.py')) continue;
    const text = code.textOf(file) ?? '';
    if (!text.includes('Annotated[')) continue;
    const found = new RegExp(`^${type}\\s*(?::[^=\\n]*)?=\\s*Annotated\\[[^\\n]*`, 'mu').exec(
      text,
    )?.[0];
    if (found !== undefined) return found;
  }
  return '';
}

/**
 * Returns the provider for a method of a class whose `__exit__` rolls back or closes, or that has
 * both a commit and a rollback.
 */
function ofUnitOfWork(code: ProjectCode, index: number, file: string): SessionProvider | null {
  const { owner, name } = code.rawOf(index);
  if (owner === null) return null;
  const siblings = code.facts.functions.flatMap((codeFunction, at) =>
    codeFunction.file === file && codeFunction.name.startsWith(`${owner}.`) ? [at] : [],
  );
  const exit = siblings.find((at) => /\.__a?exit__$/u.test(code.rawOf(at).name));
  const text = exit === undefined ? '' : readFunctionText(code, exit);
  if (/rollback\s*\(/u.test(text)) return { name: `${owner}.__exit__`, by: 'rollback' };
  if (/\.close\s*\(/u.test(text)) return { name: `${owner}.__exit__`, by: 'close' };
  const handsOn = /\.(?:a?commit)$/u.test(name);
  const isPaired = siblings.some((at) => /\.a?rollback$/u.test(code.rawOf(at).name));
  return handsOn && isPaired
    ? { name: `${owner}.rollback, which callers invoke,`, by: 'rollback' }
    : null;
}

function allProviders(code: ProjectCode): readonly (SessionProvider | null)[] {
  const found =
    known.get(code) ??
    code.facts.functions.map(({ file, name }, index) =>
      file.endsWith('.py') ? readProvider(code, index, name) : null,
    );
  known.set(code, found);
  return found;
}

function readProvider(code: ProjectCode, index: number, name: string): SessionProvider | null {
  const { start, end, name: own } = code.rawOf(index);
  if (own === '(module)' || end - start > 4000) return null;
  const text = readFunctionText(code, index);
  if (!/\byield\b/u.test(text)) return findRequestStateProvider(code, index);
  if (!/^\s+(?:\w+\s*=\s*)?(?:yield|return)\b/mu.test(text) || !CREATES_SESSION.test(text))
    return null;
  const by = detectSessionEnd(text);
  return by === null ? null : { name, by };
}
