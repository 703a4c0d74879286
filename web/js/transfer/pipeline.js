// Two stages, one ahead of the other: what is made is bounded, and goes on in the order of the jobs.

/**
 * Makes a thing for each job and passes it on. At most `ahead` things are being made or wait while `abreast` are passed on; so never
 * more than both together exist. The first failure stops the rest, and is thrown once nothing runs any more.
 * @template T
 * @param {Iterable<number>} jobs
 * @param {{make: (job: number) => Promise<T>, ahead: number, pass: (job: number, thing: T) => Promise<void>, abreast: number}} stages
 */
export async function pipeline(jobs, { make, ahead, pass, abreast }) {
  const queue = jobs[Symbol.iterator]();
  /** @type {{job: number, thing: Promise<T>}[]} */
  const made = [];
  let failed = false;
  function top() {
    while (!failed && made.length < ahead) {
      const next = queue.next();
      if (next.done) return;
      const thing = make(next.value);
      thing.catch(() => {}); // It is told to whoever takes the thing.
      made.push({ job: next.value, thing });
    }
  }
  async function lane() {
    for (top(); !failed; ) {
      const next = made.shift();
      if (!next) return;
      top();
      try {
        await pass(next.job, await next.thing);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: abreast }, lane));
  await Promise.allSettled(made.map(({ thing }) => thing));
  const broken = lanes.find((end) => end.status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
}
