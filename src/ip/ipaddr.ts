import type * as Ipaddr from "ipaddr.js";
import { requireFromPackage } from "../package-files.ts";

/** Required, not imported: for an import Node searches its text for exports, which takes a tenth of what lint takes. */
export const ipaddr = requireFromPackage("ipaddr.js") as typeof Ipaddr;
