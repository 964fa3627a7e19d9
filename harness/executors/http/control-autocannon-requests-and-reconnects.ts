import type { Client, ResponseHead, ResponseParser } from 'autocannon';

/** Control of the requests of one connection, each with at most one answer or failure. */
export interface ConnectionControl {
  readonly isHead: boolean;
  readonly isOpen: () => boolean;
  readonly onConnected: () => void;
  readonly onFailure: (kind: string) => void;
  /** Called when a connection could not be made, or was lost without a request. */
  readonly onUnused: (kind: string) => void;
  /** Called when a request in flight has ended with any outcome, or the lane waits. */
  readonly onIdle: () => void;
  /** Headers of an answer, alternating names and values. */
  readonly onHeaders: (headers: readonly string[]) => void;
}

/** Successive connections of the closed model, with at most one request in flight. */
export interface ControlledConnection {
  /** Completes the request. Returns its time in ms; null if the answer is not one of ours. */
  readonly settle: (now: number) => number | null;
  readonly isUnderWay: () => boolean;
  readonly endedMs: () => number;
  /** Sends the request that waits for the next load. */
  readonly release: () => void;
}

interface Connection {
  readonly socket: Client['conn'];
  hasSent: boolean;
  isUnderWay: boolean;
  sentMs: number;
  answers: number;
  /** True once part of the answer to the current request has arrived. */
  isAnswering: boolean;
  /** True if the next request needs a new connection: this ends, or sent an unrequested answer. */
  isSpent: boolean;
}

/** Lower statuses are interim responses, except for a change of protocol, which ends HTTP. */
const FIRST_FINAL_STATUS = 200;
const SWITCHING_PROTOCOLS = 101;
/** Statuses of answers without a body, regardless of the length in their headers. */
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;
/** Error codes of the system for a connection that the other end closed. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);
/** Second requests lost after which a server is known to end each connection without a word. */
const ENOUGH_LOSSES = 3;
/** Stands for the completed request in autocannon where a message completed none. */
const NO_REQUEST = { headers: {}, body: '', bytes: 0, duration: 0 };

/**
 * Takes control of an autocannon client before its first request. By default, the client sends its
 * next request as soon as it has an answer or a new connection, even if the server announced the
 * end of the connection, and its parser continues in a new connection with the state of the last.
 * With this control a request waits for the next load when the current load is over, so that
 * connections persist through all loads of a unit, and for a new connection when the server ends
 * this connection. A request whose connection was lost is a failure.
 */
export function controlAutocannonConnection(
  client: Client,
  events: ConnectionControl,
): ControlledConnection {
  const { pipelinedRequests } = client;
  const send = client._doRequest.bind(client);
  const connect = client._connect.bind(client);
  const state: State = { current: null, trouble: 'timeout', keepsConnections: false, losses: 0 };
  let waitsFor: 'turn' | 'connection' | null = null;
  let endedMs = 0;
  const { isOpen } = events;
  const answers = readAnswers(client, state, events);
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
    // A server that closes unused connections would be reconnected to continuously during the other
    // side's round.
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
  // The request in flight does not count as a failure.
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

interface State {
  current: Connection | null;
  /** Reason why the client reconnects; by itself it does so only after a timeout. */
  trouble: string;
  /** True if one of its connections has accepted a second request. */
  keepsConnections: boolean;
  /** Number of connections that ended without an answer to their second request. */
  losses: number;
}

/** Listens to a socket in place of the client, which continues regardless of what it has read. */
function takeSocket(client: Client, state: State, answers: Answers): Connection {
  const { conn: socket } = client;
  const connection: Connection = {
    socket,
    hasSent: false,
    isUnderWay: false,
    sentMs: 0,
    answers: 0,
    isAnswering: false,
    isSpent: false,
  };
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

/** Next step after server output; any other string is the reason to give up the connection. */
type Next = 'request' | 'rest' | (string & {});

type Answers = ReturnType<typeof readAnswers>;

/**
 * Recognizes the messages that answer our requests. Neither an interim response (1xx) nor an
 * unrequested message of the server, such as that it closes, is an answer: autocannon takes both
 * for the answer to a request, and fails where there is none.
 */
function readAnswers(
  client: Client,
  state: Pick<State, 'current'>,
  { isHead, onHeaders }: ConnectionControl,
) {
  const { parser, pipelinedRequests: queue } = client;
  let status = 0;
  let isReading = false;
  /** True if the current message is the answer to the current request. */
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
    read: (connection: Connection, chunk: Buffer): Next => {
      connection.isAnswering = connection.isUnderWay;
      if (!parse(() => parser.execute(chunk))) return 'unreadable';
      if (connection.isUnderWay) return 'rest';
      // The rest of an unrequested message would be taken for the next answer.
      const isAtRest = parser.state === 'RESPONSE_LINE' && parser.line === '';
      return connection.isSpent || !isAtRest ? 'closed' : 'request';
    },
    /** Ends parsing: the connection delivers no more data. */
    finish: (connection: Connection): Next => {
      // An answer without a length ends with its connection.
      parse(() => parser.finish());
      return lossOf(connection);
    },
  };
}

function lossOf(connection: Connection | null): string {
  return connection?.isUnderWay && connection.isAnswering ? 'cut short' : 'closed';
}

/** Corrects the parser's expected body length: it trusts all headers and knows only one coding. */
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
