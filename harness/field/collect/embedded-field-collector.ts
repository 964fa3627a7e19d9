import { resolve } from 'node:path';
import type { NodeRequest, NodeResponse } from '../../host/network/web-server.ts';
import type { Collector } from './beacon-collector.ts';
import { type CollectLimits, MOST_BODY_BYTES } from './beacon-limits.ts';

/** Options of a field collector in your own server. */
export interface FieldCollectorOptions extends Partial<CollectLimits> {
  /** Folder of stored beacons; default `.perf-harness/field` in the server's working directory. */
  readonly folder?: string;
  /** Header in which a proxy of yours names the client; its last address counts. */
  readonly addressHeader?: string;
  /** Called when disk writes fail, at most once a minute. Default: a line on standard error. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Collector of field data from real users' pages, mounted in your own server. */
export interface FieldCollector {
  /** For Express, Connect and `node:http`: `app.use('/vitals.js', collector.node)`. */
  readonly node: (request: object, response: object, next?: (error?: unknown) => void) => void;
  /** For Fastify: `fastify.register(collector.fastify, { prefix: '/vitals.js' })`. */
  readonly fastify: (fastify: FastifyLike) => Promise<void>;
  /**
   * For Hono (`app.all('/vitals.js', (c) => collector.web(c.req.raw))`), route handlers of Next
   * (`export const GET = collector.web, POST = collector.web`) and anything else that handles a
   * `Request`.
   */
  readonly web: (
    request: Request,
    client?: { readonly address?: string | undefined },
  ) => Promise<Response>;
  /** Waits until all that was answered is on the disk. */
  readonly close: () => Promise<void>;
}

/**
 * Collects field data from real users' pages in your own server (Express, Fastify, Hono, Next,
 * `node:http`); idle until the first request.
 */
export function collectFieldData(options: FieldCollectorOptions = {}): FieldCollector {
  const { folder = '.perf-harness/field', addressHeader = null, onTrouble, ...limits } = options;
  let opened: Promise<Collector> | null = null;
  const open = (): Promise<Collector> => {
    opened ??= openLazily({ folder, onTrouble, limits });
    return opened;
  };
  const answer = async (request: NodeRequest, response: NodeResponse): Promise<void> => {
    const { answerNodeRequest } = await import('./collector-node-http-adapter.ts');
    await answerNodeRequest(await open(), request, response, { addressHeader });
  };
  return {
    // Typed as objects, so that programs without the types of Node.js compile against this too.
    node: (request, response, next) => {
      const own = response as NodeResponse;
      answer(request as NodeRequest, own).catch((error: unknown) => {
        if (next === undefined) own.destroy();
        else next(error);
      });
    },
    fastify: fastifyPlugin(answer),
    web: async (request, client) => {
      const { answerWebRequest } = await import('./collector-web-request-adapter.ts');
      const address = client?.address ?? null;
      return answerWebRequest(await open(), request, { addressHeader, address });
    },
    close: async () => (await opened)?.close(),
  };
}

interface LazySetup {
  readonly folder: string;
  readonly onTrouble: ((error: unknown) => void) | undefined;
  readonly limits: Partial<CollectLimits>;
}

async function openLazily({ folder, onTrouble, limits }: LazySetup): Promise<Collector> {
  const [{ createHost }, { openCollector }] = await Promise.all([
    import('../../host.ts'),
    import('./file-backed-beacon-collector.ts'),
  ]);
  const host = createHost();
  return openCollector(host, {
    folder: resolve(host.cwd, folder),
    limits,
    onTrouble:
      onTrouble ?? ((error) => host.terminal.err(`perf-harness: ${(error as Error).message}\n`)),
  });
}

/** As much of a server of Fastify as a plugin of ours needs. */
interface FastifyLike {
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

/** Answers a request of `node:http` whose body was already read. */
type AnswerRead = (
  request: NodeRequest & { readonly body?: unknown },
  response: NodeResponse,
) => Promise<void>;

/** A plugin for `fastify.register`, with a `prefix`; the parsers of the rest of the server stay. */
function fastifyPlugin(answer: AnswerRead) {
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
