import type { AuditedCode } from '../../../rule.ts';

const CLIENT = /^(?:socket\.io-client|reconnecting-websocket)$/u;
const SERVER =
  /^(?:socket\.io|@socket\.io\/\w.*|@nestjs\/(?:websockets|platform-socket\.io)|ws|flask_socketio|python-socketio|socketio)$/u;

/** The side of a socket that a file is on, by what it imports; null: nothing says so. */
export function detectSocketSide({ code }: AuditedCode, file: string): 'client' | 'server' | null {
  const sources = code.importsOf(file).map(({ source }) => source);
  if (sources.some((source) => CLIENT.test(source))) return 'client';
  return sources.some((source) => SERVER.test(source)) ? 'server' : null;
}
