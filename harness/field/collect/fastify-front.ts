import type { NodeRequest, NodeResponse } from '../../host/network/web-server.ts';
import { MOST_BODY_BYTES } from './limits.ts';

/** As much of a server of Fastify as a plugin of ours needs. */
export interface FastifyLike {
  readonly removeAllContentTypeParsers: () => void;
  readonly addContentTypeParser: (
    type: string,
    options: { readonly parseAs: 'string'; readonly bodyLimit: number },
    parse: (request: unknown, body: string, done: (error: null, body: string) => void) => void,
  ) => void;
  readonly all: (
    path: string,
    handle: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<void>,
  ) => unknown;
}

interface FastifyRequestLike {
  readonly raw: object;
  readonly body: unknown;
}

interface FastifyReplyLike {
  readonly raw: object;
  readonly hijack: () => unknown;
}

/** How a request of `node:http` is answered whose body was read. */
type AnswerRead = (
  request: NodeRequest & { readonly body?: unknown },
  response: NodeResponse,
) => Promise<void>;

/** A plugin for `fastify.register`, with a `prefix`; the parsers of the rest of the server stay. */
export function fastifyPlugin(answer: AnswerRead) {
  return async (fastify: FastifyLike): Promise<void> => {
    fastify.removeAllContentTypeParsers();
    const options = { parseAs: 'string', bodyLimit: MOST_BODY_BYTES } as const;
    fastify.addContentTypeParser('*', options, (_request, body, done) => done(null, body));
    fastify.all('/', async ({ raw, body }, reply) => {
      reply.hijack();
      await answer(
        Object.assign(raw as NodeRequest, { body: body ?? '' }),
        reply.raw as NodeResponse,
      );
    });
  };
}
