import type { Client } from 'autocannon';

/** What becomes of the requests of one connection. Each ends in at most one answer or failure. */
export interface LaneEvents {
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
export interface Lane {
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
  /** Whether the server said that it takes no further request on it. */
  isClosing: boolean;
  trouble: string;
}

/** Statuses below announce an answer and are none. */
const FIRST_FINAL_STATUS = 200;
/** What autocannon takes for the request that a message ended, where it ended none. */
const NO_REQUEST = { headers: {}, body: '', bytes: 0, duration: 0 };

/**
 * Takes a client of autocannon in hand before its first request. Left alone, it sends the next one
 * as soon as it has an answer or a new connection; here it waits for its turn where that is over,
 * so that its connection stands through all loads of a unit. A request under way whose connection
 * went away is a failure, unless the server had announced the end of the connection: then it should
 * never have been sent on it.
 */
export function takeLane(client: Client, isOpen: () => boolean, events: LaneEvents): Lane {
  const send = client._doRequest.bind(client);
  const connect = client._connect.bind(client);
  let current: Connection | null = null;
  let previous: Connection | null = null;
  let waitsFor: 'turn' | 'connection' | null = null;
  let endedMs = 0;

  const end = (connection: Connection): void => {
    connection.isUnderWay = false;
    endedMs = performance.now();
  };
  const connectionNow = (): Connection => {
    if (current !== null && current.socket === client.conn) return current;
    const connection = newConnection(client.conn);
    if (current === null) client.conn.once('connect', events.onConnected);
    else forget(current.socket);
    client.conn.once('close', () => {
      const isLost = connection.isUnderWay && !connection.isClosing;
      if (connection.isUnderWay) end(connection);
      if (isLost) events.onFailure(connection.trouble);
      events.onIdle();
    });
    previous = current;
    current = connection;
    return connection;
  };

  client._connect = () => {
    // A server that ends connections nobody used would be connected to all through the other's turn.
    if (current === null || current.hasSent || isOpen()) return connect();
    waitsFor = 'connection';
    events.onIdle();
  };
  client._doRequest = () => {
    const connection = connectionNow();
    if (connection.isUnderWay) return;
    waitsFor = isOpen() ? null : 'turn';
    if (waitsFor !== null) return events.onIdle();
    connection.hasSent = true;
    connection.isUnderWay = true;
    connection.sentMs = performance.now();
    send();
  };
  const isAnswer = watchAnswers(client, () => current, events.onHeaders);
  // The client has connected anew when it says so.
  client.on('timeout', () => {
    if (previous !== null) previous.trouble = 'timeout';
  });
  client.on('connError', ({ code }) => {
    const kind = code === undefined || code === 'ECONNRESET' ? 'closed' : code;
    if (current?.isUnderWay) current.trouble = kind;
    else events.onUnused(kind);
  });

  return {
    settle: (now) => {
      if (current === null || !isAnswer()) return null;
      end(current);
      return now - current.sentMs;
    },
    isUnderWay: () => (current?.isUnderWay ?? false) || (previous?.isUnderWay ?? false),
    endedMs: () => endedMs,
    release: () => {
      if (waitsFor === 'connection') {
        waitsFor = null;
        connect();
      } else if (waitsFor === 'turn') client._doRequest();
    },
  };
}

function newConnection(socket: Client['conn']): Connection {
  return {
    socket,
    hasSent: false,
    isUnderWay: false,
    sentMs: 0,
    isClosing: false,
    trouble: 'closed',
  };
}

/**
 * Tells whether the message that has just come is the answer to the request under way. An
 * announcement (1xx) is none, nor is what a server says unasked, such as that it closes: autocannon
 * takes both for the answer to a request, and fails where there is none.
 */
function watchAnswers(
  client: Client,
  connection: () => Connection | null,
  onHeaders: LaneEvents['onHeaders'],
): () => boolean {
  let status = 0;
  const isAnswer = (): boolean =>
    status >= FIRST_FINAL_STATUS && (connection()?.isUnderWay ?? false);
  const queue = client.pipelinedRequests;
  const terminate = queue.terminateRequest.bind(queue);
  queue.terminateRequest = () => (isAnswer() ? terminate() : NO_REQUEST);
  client.on('headers', (head) => {
    status = head.statusCode;
    const current = connection();
    if (current === null || !isAnswer()) return;
    current.isClosing = !head.shouldKeepAlive;
    onHeaders(head.headers);
  });
  return isAnswer;
}

/** What an old socket still says is not for the client, which would connect anew once more. */
function forget(socket: Client['conn']): void {
  socket.removeAllListeners('data');
  socket.removeAllListeners('end');
  socket.removeAllListeners('error');
  socket.on('error', () => undefined);
}
