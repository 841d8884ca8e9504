import type { Lab } from "../../lab/lab.ts";
import type { Asked } from "../ask/asked.ts";
import type { BrokenPromise } from "../proof.ts";
import type { Trial } from "./trial.ts";

/** Result of a trial. */
export interface Tried {
  readonly asked: readonly Asked[];
  readonly broken: readonly BrokenPromise[];
}

/** Runs a trial: alters the lab, asks and looks, and undoes it whatever happens. */
export async function tryOut(trial: Trial, lab: Lab, ask: () => Promise<Asked[]>): Promise<Tried> {
  try {
    await trial.prepare(lab);
    return { asked: await ask(), broken: (await trial.look?.(lab)) ?? [] };
  } finally {
    await trial.restore(lab);
  }
}
