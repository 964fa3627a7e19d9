import type { Client, ResponseHead, ResponseParser } from 'autocannon';

/** Outcomes of the requests of one connection. Each request ends in at most one answer or failure. */
export interface ConnectionEvents {
  /** The first connection stands. */
  readonly onConnected: () => void;
  /** A request will not be answered. */
  readonly onFailure: (kind: string) => void;
  /** A connection could not be had, or went away without a request. */
  readonly onUnused: (kind: string) => void;
  /** A request that was under way is over, whatever became of it, or the lane waits. */
  readonly onIdle: () => void;
  /** Headers of an answer, names and values in turn. */
  readonly onHeaders: (headers: readonly string[]) => void;
}

/** One connection of the closed model after the other, with at most one request under way. */
export interface ControlledConnection {
  /** An answer is there. Gives its response time, milliseconds; null: to no request of ours. */
  readonly settle: (now: number) => number | null;
  readonly isUnderWay: () => boolean;
  /** When its last request was over, whatever became of it. */
  readonly endedMs: () => number;
  /** Sends what waits for its turn. */
  readonly release: () => void;
}

/** One connection of a lane, and its request. */
interface Connection {
  readonly socket: Client['conn'];
  hasSent: boolean;
  isUnderWay: boolean;
  sentMs: number;
  answers: number;
  /** True once part of the answer to the current request has arrived. */
  isAnswering: boolean;
  /**
   * True if the next request needs a new connection: this connection ends, or sent an unrequested
   * answer.
   */
  isSpent: boolean;
}

/** Statuses below announce an answer and are none, except for a change of protocol, which ends HTTP. */
const FIRST_FINAL_STATUS = 200;
const SWITCHING_PROTOCOLS = 101;
/** Answers that have no body, whatever length their headers tell. */
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;
/** The system's codes for a connection that the other end gave up. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);
/** Second requests lost after which a server is known to end each connection without a word. */
const ENOUGH_LOSSES = 3;
/** Stands for the completed request in autocannon where a message completed none. */
const NO_REQUEST = { headers: {}, body: '', bytes: 0, duration: 0 };

/**
 * Takes a client of autocannon in hand before its first request. Left alone, it sends the next one
 * as soon as it has an answer or a new connection, whatever the server said of the connection, and
 * its parser goes on in a new connection where it stood in the last. Here a request waits for its
 * turn where that is over, so that connections stand through all loads of a unit, and for a new
 * connection where the server ends this one. A request whose connection went away is a failure.
 */
export function controlConnection(
  client: Client,
  { isHead, isOpen }: { readonly isHead: boolean; readonly isOpen: () => boolean },
  events: ConnectionEvents,
): ControlledConnection {
  const { pipelinedRequests } = client;
  const send = client._doRequest.bind(client);
  const connect = client._connect.bind(client);
  const state: State = { current: null, trouble: 'timeout', keepsConnections: false, losses: 0 };
  let waitsFor: 'turn' | 'connection' | null = null;
  let endedMs = 0;
  const answers = readAnswers(client, isHead, state, events.onHeaders);
  const end = (connection: Connection): void => {
    connection.isUnderWay = false;
    endedMs = performance.now();
  };

  client._connect = () => {
    const { current, trouble } = state;
    state.trouble = 'timeout';
    client.parser.reinitialize('RESPONSE');
    pipelinedRequests.clear();
    if (current?.isUnderWay) {
      end(current);
      if (trouble === 'closed' && current.answers === 1) state.losses += 1;
      events.onFailure(trouble);
      events.onIdle();
    }
    // A server that ends connections nobody used would be connected to all through the other's turn.
    if (current === null || current.hasSent || isOpen()) return connect();
    waitsFor = 'connection';
    events.onIdle();
  };
  client._doRequest = () => {
    // Data that came with an answer is read to its end first.
    if (answers.isReading()) return;
    if (state.current === null) client.conn.once('connect', events.onConnected);
    if (state.current?.socket !== client.conn) state.current = takeSocket(client, state, answers);
    const { current } = state;
    if (current.isUnderWay) return;
    waitsFor = isOpen() ? null : 'turn';
    if (waitsFor !== null) return events.onIdle();
    current.hasSent = true;
    current.isUnderWay = true;
    current.isAnswering = false;
    current.sentMs = performance.now();
    send();
  };
  client.on('connError', ({ code }) => {
    const isLost = code === undefined || CLOSED.has(code);
    state.trouble = isLost ? lossOf(state.current) : code;
    if (!state.current?.isUnderWay) events.onUnused(state.trouble);
  });
  // The request that it was at is nobody's failure.
  client.on('done', () => {
    if (state.current?.isUnderWay) end(state.current);
    events.onIdle();
  });

  return {
    settle: (now) => {
      const { current } = state;
      if (current === null || !answers.isAnswer()) return null;
      end(current);
      current.answers += 1;
      state.keepsConnections ||= current.answers > 1;
      return now - current.sentMs;
    },
    isUnderWay: () => state.current?.isUnderWay ?? false,
    endedMs: () => endedMs,
    release: () => {
      if (waitsFor === 'connection') {
        waitsFor = null;
        connect();
      } else if (waitsFor === 'turn') client._doRequest();
    },
  };
}

/** State of a lane across its connections. */
interface State {
  current: Connection | null;
  /** Why the client connects anew; it does so by itself where no answer came in time. */
  trouble: string;
  /** True if one of its connections has accepted a second request. */
  keepsConnections: boolean;
  /** Second requests of connections that ended without an answer to them. */
  losses: number;
}

/** Listens to a socket in place of the client, which goes on without regard to what it has read. */
function takeSocket(client: Client, state: State, answers: Answers): Connection {
  const { conn: socket } = client;
  const connection = newConnection(socket);
  const isOver = (): boolean => connection !== state.current || client.destroyed;
  const goOn = (next: Next): void => {
    if (next === 'rest') return;
    const isSingle = !state.keepsConnections && state.losses >= ENOUGH_LOSSES;
    if (next === 'request' && !isSingle) client._doRequest();
    else {
      state.trouble = next;
      client._resetConnection();
    }
  };
  socket.removeAllListeners('data');
  socket.removeAllListeners('end');
  socket.on('data', (chunk) => {
    if (!isOver()) goOn(answers.read(connection, chunk));
  });
  socket.on('end', () => {
    if (!isOver()) goOn(answers.finish(connection));
  });
  return connection;
}

/**
 * Next step after a piece of server output; any other string is the reason to give up the
 * connection.
 */
type Next = 'request' | 'rest' | (string & {});

interface Answers {
  readonly read: (connection: Connection, chunk: Buffer) => Next;
  /** Nothing more will come. */
  readonly finish: (connection: Connection) => Next;
  readonly isReading: () => boolean;
  /** True if the current message is the answer to the current request. */
  readonly isAnswer: () => boolean;
}

/**
 * Recognizes the messages that answer our requests. Neither an interim response (1xx) nor an
 * unrequested message of the server, such as that it closes, is an answer: autocannon takes both
 * for the answer to a request, and fails where there is none.
 */
function readAnswers(
  client: Client,
  isHead: boolean,
  state: Pick<State, 'current'>,
  onHeaders: ConnectionEvents['onHeaders'],
): Answers {
  const { parser, pipelinedRequests: queue } = client;
  let status = 0;
  let isReading = false;
  const isAnswer = (): boolean =>
    (status >= FIRST_FINAL_STATUS || status === SWITCHING_PROTOCOLS) &&
    (state.current?.isUnderWay ?? false);
  const parse = (read: () => number | Error | undefined): boolean => {
    isReading = true;
    const outcome = read();
    isReading = false;
    return !(outcome instanceof Error);
  };
  const terminate = queue.terminateRequest.bind(queue);
  queue.terminateRequest = () => (isAnswer() ? terminate() : NO_REQUEST);
  client.on('headers', (head) => {
    status = head.statusCode;
    const connection = state.current;
    if (connection === null) return;
    if (!connection.isUnderWay) connection.isSpent = true;
    else if (isAnswer()) {
      frameBody(parser, head, isHead);
      connection.isSpent = isLast(parser, head);
      onHeaders(head.headers);
    }
  });

  return {
    isReading: () => isReading,
    isAnswer,
    read: (connection, chunk) => {
      connection.isAnswering = connection.isUnderWay;
      if (!parse(() => parser.execute(chunk))) return 'unreadable';
      if (connection.isUnderWay) return 'rest';
      // The rest of an unrequested message would be taken for the next answer.
      const isAtRest = parser.state === 'RESPONSE_LINE' && parser.line === '';
      return connection.isSpent || !isAtRest ? 'closed' : 'request';
    },
    finish: (connection) => {
      // An answer without a length ends with its connection.
      parse(() => parser.finish());
      return lossOf(connection);
    },
  };
}

function newConnection(socket: Client['conn']): Connection {
  return {
    socket,
    hasSent: false,
    isUnderWay: false,
    sentMs: 0,
    answers: 0,
    isAnswering: false,
    isSpent: false,
  };
}

/** Returns the outcome of the current request when its connection ends. */
function lossOf(connection: Connection | null): string {
  return connection?.isUnderWay && connection.isAnswering ? 'cut short' : 'closed';
}

/** Corrects how much body the parser waits for: it believes all headers, and one coding only. */
function frameBody(parser: ResponseParser, head: ResponseHead, isHead: boolean): void {
  if (isHead || head.statusCode === NO_CONTENT || head.statusCode === NOT_MODIFIED) {
    parser.isChunked = false;
    parser.body_bytes = 0;
  } else if (hasNoLength(parser)) {
    parser.isChunked = head.headers.some(
      (name, index) =>
        index % 2 === 0 &&
        name.toLowerCase() === 'transfer-encoding' &&
        /\bchunked$/i.test(head.headers[index + 1] ?? ''),
    );
  }
}

function hasNoLength({ isChunked, body_bytes: length }: ResponseParser): boolean {
  return length === null && !isChunked;
}

/** True if the connection accepts no request after this answer. */
function isLast(parser: ResponseParser, head: ResponseHead): boolean {
  if (head.statusCode === SWITCHING_PROTOCOLS || hasNoLength(parser)) return true;
  const { connection } = parser;
  return head.versionMinor === 0
    ? !connection.includes('keep-alive')
    : connection.includes('close');
}
