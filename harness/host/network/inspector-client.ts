/** A connection to the inspector of a process on this machine. */
export interface InspectorClient {
  /** @throws InspectorDisconnected if it no longer answers. */
  readonly post: (method: string, params?: object) => Promise<unknown>;
  /** Settles when the process is about to exit and waits for inspector clients to disconnect. */
  readonly ending: Promise<void>;
  /** Settles when the connection has closed, from either end. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

/** Thrown when the other end has gone, or does not answer. */
export class InspectorDisconnected extends Error {
  override readonly name = 'InspectorDisconnected';
}

/** Longest wait for an answer, milliseconds: a profile of a busy program takes megabytes. */
const ANSWER_MS = 30_000;

interface Answer {
  readonly id?: number;
  /** Name of an event, which has no id. */
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

/** @throws InspectorDisconnected if there is no inspector. */
export async function connectInspector(url: string): Promise<InspectorClient> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (answer: Answer) => void>();
  let serial = 0;
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => resolve());
    socket.addEventListener('error', () => resolve());
  });
  const ending = new Promise<void>((resolve) => {
    socket.addEventListener('message', (event) => {
      const answer = JSON.parse(String(event.data)) as Answer;
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
      else if (answer.method === 'NodeRuntime.waitingForDisconnect') resolve();
    });
  });
  const opened = new Promise<true>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
  });
  if ((await Promise.race([opened, closed])) !== true) {
    throw new InspectorDisconnected('the inspector of the process does not accept connections');
  }

  const post = async (method: string, params: object = {}): Promise<unknown> => {
    serial += 1;
    const id = serial;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ANSWER_MS);
    });
    socket.send(JSON.stringify({ id, method, params }));
    const answer = await Promise.race([answered, late, closed]);
    clearTimeout(timer);
    waiting.delete(id);
    if (answer === undefined) throw new InspectorDisconnected('the process no longer responds');
    if (answer.error !== undefined) {
      throw new InspectorDisconnected(`${method} was rejected: ${answer.error.message ?? ''}`);
    }
    return answer.result;
  };
  await post('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
  return { post, ending, closed, close: () => socket.close() };
}
