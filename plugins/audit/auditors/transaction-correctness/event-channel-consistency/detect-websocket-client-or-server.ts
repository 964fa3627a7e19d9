import type { AuditedCode } from '../../../rule.ts';

const CLIENT = /^(?:socket\.io-client|reconnecting-websocket)$/u;
const SERVER =
  /^(?:socket\.io|@socket\.io\/\w.*|@nestjs\/(?:websockets|platform-socket\.io)|ws|flask_socketio|python-socketio|socketio)$/u;

/** Returns the socket side of a file, judged by its imports, or null if unknown. */
export function detectSocketSide({ code }: AuditedCode, file: string): 'client' | 'server' | null {
  const sources = code.importsOf(file).map(({ source }) => source);
  if (sources.some((source) => CLIENT.test(source))) return 'client';
  return sources.some((source) => SERVER.test(source)) ? 'server' : null;
}
