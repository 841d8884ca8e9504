import type * as Ipaddr from "ipaddr.js";
import { requireFromPackage } from "../package-files.ts";

/** Required, not imported: for an import Node scans its text for exports, which takes a tenth of lint's time. */
export const ipaddr = requireFromPackage("ipaddr.js") as typeof Ipaddr;
