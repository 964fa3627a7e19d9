import type { CallType } from '../../harness/model/program/code-analysis-results.ts';
import { isInternalHost } from '../../harness/model/scenario/allowed-remote-hosts.ts';
import {
  CACHE_RECEIVER,
  CPU_CALL,
  DATABASE_METHOD,
  DATABASE_RECEIVER,
  LIBRARIES,
  type Library,
  MODEL_METHOD,
} from './known-library-calls.ts';

export interface UnclassifiedCall {
  /** As it is written: `pool.query`. */
  readonly callee: string;
  /** Package or module that the callee comes from; null if unknown. */
  readonly source: string | null;
  readonly isAwaited?: boolean;
  /** Text of the arguments with brackets; in a request, its host shows whose service is called. */
  readonly argumentText?: string;
  /** Names of hosts that are of the same system, such as services of a compose file. */
  readonly internalHosts?: ReadonlySet<string>;
}

/** Classifies a call (P811-19 to P811-24) as far as its names allow. */
export function classifyCall(call: UnclassifiedCall): CallType {
  const type = call.source === null ? byName(call) : bySource(call, call.source);
  if (type !== 'I/O-Network') return type;
  const host = /^\(\s*['"`](?:https?|wss?|grpc):\/\/([^/'"`:$?]+)/u.exec(
    call.argumentText ?? '',
  )?.[1];
  const isForeign = host !== undefined && !isInternalHost(host, call.internalHosts);
  return isForeign ? 'External' : type;
}

function bySource({ callee, isAwaited = false }: UnclassifiedCall, source: string): CallType {
  const library = libraryOf(source);
  if (library === undefined) return 'Unknown';
  const isMaker = callee.startsWith('new ');
  if (isMaker) return 'Unknown';
  // `os.getenv` and `os.path` touch no file.
  if (library.type === 'I/O-File' || library.type === 'CPU') {
    return library.acts?.test(callee) === true ? library.type : 'Unknown';
  }
  return isAwaited || library.acts === undefined || library.acts.test(callee)
    ? library.type
    : 'Unknown';
}

/** A package by its name, its scope, or the first part of a path into it. */
function libraryOf(source: string): Library | undefined {
  const [first = '', second] = source.split('/');
  return (
    LIBRARIES.get(source) ??
    LIBRARIES.get(second === undefined ? first : `${first}/${second}`) ??
    LIBRARIES.get(first) ??
    LIBRARIES.get(source.split('.')[0] ?? '')
  );
}

function byName({ callee, isAwaited = false }: UnclassifiedCall): CallType {
  if (/^(?:globalThis\.)?(?:fetch|\$fetch)$/u.test(callee)) return 'I/O-Network';
  if (/^new (?:WebSocket|EventSource)$/u.test(callee)) return 'I/O-Network';
  // A receiver named cache whose call is not awaited is usually a `Map`.
  if (CACHE_RECEIVER.test(callee) && (isAwaited || /redis|memcached?/iu.test(callee)))
    return 'Cache';
  const receiver = callee.replace(/\.[\w$]+$/u, '');
  if (MODEL_METHOD.test(callee)) return 'I/O-DB';
  if (DATABASE_METHOD.test(callee) && DATABASE_RECEIVER.test(receiver)) return 'I/O-DB';
  if (/^prisma\.|\.prisma\./u.test(callee) && isAwaited) return 'I/O-DB';
  if (callee === 'open') return 'I/O-File';
  return CPU_CALL.test(callee) ? 'CPU' : 'Unknown';
}
