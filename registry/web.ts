/** Servers that a command of a plugin runs, and the collector of field data. */

export type { Collector } from '../harness/field/collect/collector.ts';
export { answerNode as answerBeacons } from '../harness/field/collect/node-front.ts';
export { openCollector } from '../harness/field/collect/open-collector.ts';
export { isSameToken } from '../harness/host/is-same-token.ts';
export type { NodeRequest, NodeResponse, WebServer } from '../harness/host/network/web-server.ts';
export { randomToken } from '../harness/host/random-token.ts';
export { listen, untilAborted, warnIfOpen } from './listening.ts';
export { tell } from './tell.ts';
