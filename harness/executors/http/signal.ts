/** Something that comes about, and can be waited for. */
export interface Signal {
  readonly give: () => void;
  /** Whatever has come about until now does not count. */
  readonly forget: () => void;
  /** Settles once it has come about, or when so many milliseconds have passed. */
  readonly given: (limitMs: number) => Promise<void>;
}

export function createSignal(): Signal {
  let pending = Promise.withResolvers<void>();
  return {
    give: () => pending.resolve(),
    forget: () => {
      pending = Promise.withResolvers<void>();
    },
    given: async (limitMs) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([pending.promise, limit]);
      clearTimeout(timer);
    },
  };
}
