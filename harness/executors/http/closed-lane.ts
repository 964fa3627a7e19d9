import type { Client } from 'autocannon';

/** What becomes of the requests of one connection. Each ends in exactly one of the two. */
export interface LaneEvents {
  /** The first connection stands. */
  readonly onConnected: () => void;
  /** No request will be answered, or no connection could be had. */
  readonly onFailure: (kind: string) => void;
  /** A request that was under way is over, whatever became of it, or the lane waits. */
  readonly onIdle: () => void;
  /** Headers of an answer, names and values in turn. */
  readonly onHeaders: (headers: readonly string[]) => void;
}

/** One connection of the closed model after the other, with at most one request under way. */
export interface Lane {
  /** An answer is there. Gives its response time, milliseconds. */
  readonly settle: (now: number) => number;
  readonly isUnderWay: () => boolean;
  /** Sends what waits for its turn. */
  readonly release: () => void;
}

/** One connection of a lane, and its request. */
interface Connection {
  readonly socket: Client['conn'];
  isUnderWay: boolean;
  sentMs: number;
  /** Whether the server said that it takes no further request on it. */
  isClosing: boolean;
  trouble: string;
}

/**
 * Takes a client of autocannon in hand before its first request. Left alone, it sends the next one
 * as soon as it has an answer or a new connection; here it waits for its turn where that is over,
 * so that its connection stands through all loads of a unit. A request under way whose connection
 * went away is a failure, unless the server had announced the end of the connection: then it should
 * never have been sent on it.
 */
export function takeLane(client: Client, isOpen: () => boolean, events: LaneEvents): Lane {
  const send = client._doRequest.bind(client);
  let isWaiting = false;
  let current: Connection | null = null;
  let previous: Connection | null = null;

  const connectionNow = (): Connection => {
    if (current !== null && current.socket === client.conn) return current;
    const connection = {
      socket: client.conn,
      isUnderWay: false,
      sentMs: 0,
      isClosing: false,
      trouble: 'closed',
    };
    if (current === null) client.conn.once('connect', events.onConnected);
    client.conn.once('close', () => {
      const isLost = connection.isUnderWay && !connection.isClosing;
      connection.isUnderWay = false;
      if (isLost) events.onFailure(connection.trouble);
      events.onIdle();
    });
    previous = current;
    current = connection;
    return connection;
  };

  client._doRequest = () => {
    const connection = connectionNow();
    isWaiting = !isOpen();
    if (isWaiting) return events.onIdle();
    connection.isUnderWay = true;
    connection.sentMs = performance.now();
    send();
  };
  client.on('headers', (head) => {
    if (current !== null) current.isClosing = !head.shouldKeepAlive;
    events.onHeaders(head.headers);
  });
  // The client has connected anew when it says so.
  client.on('timeout', () => {
    if (previous !== null) previous.trouble = 'timeout';
  });
  client.on('connError', ({ code }) => {
    const kind = code === undefined || code === 'ECONNRESET' ? 'closed' : code;
    if (current?.isUnderWay) current.trouble = kind;
    else events.onFailure(kind);
  });

  return {
    settle: (now) => {
      if (current === null) return 0;
      current.isUnderWay = false;
      return now - current.sentMs;
    },
    isUnderWay: () => (current?.isUnderWay ?? false) || (previous?.isUnderWay ?? false),
    release: () => {
      if (isWaiting) client._doRequest();
    },
  };
}
