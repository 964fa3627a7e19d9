/** A connection to the inspector of a process on this machine. */
export interface InspectorClient {
  /** @throws InspectorGone where it does not answer any more. */
  readonly post: (method: string, params?: object) => Promise<unknown>;
  /** Settles when the process has come to its end and waits for whoever is connected to leave. */
  readonly ending: Promise<void>;
  /** Settles when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

/** The other side has gone, or does not answer. */
export class InspectorDisconnected extends Error {
  override readonly name = 'InspectorDisconnected';
}

/** Longest wait for an answer: a profile of a busy program is megabytes, milliseconds. */
const ANSWER_MS = 30_000;

interface Answer {
  readonly id?: number;
  /** Name of an event, which has no id. */
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

/** @throws InspectorGone where nobody is there. */
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
    throw new InspectorDisconnected('its inspector does not take connections');
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
    if (answer === undefined)
      throw new InspectorDisconnected('the process does not answer any more');
    if (answer.error !== undefined) {
      throw new InspectorDisconnected(`${method} is refused: ${answer.error.message ?? ''}`);
    }
    return answer.result;
  };
  await post('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
  return { post, ending, closed, close: () => socket.close() };
}
