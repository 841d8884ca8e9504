import { fleetYaml, PROFILES } from "./catalog/fleet.ts";
import { infrastructureYaml, serversYaml } from "./catalog/nodes.ts";
import { seededRandom } from "./catalog/random.ts";
import { serviceYaml } from "./catalog/services.ts";
import { sharedVipsYaml } from "./catalog/vips.ts";

const SERVICES_PER_FILE = 50;

export interface CatalogSize {
  /** Up to 60,000, which fit the range of VIPs. */
  readonly services: number;
  readonly seed: number;
}

/**
 * A synthetic but realistic catalog: services of several kinds over two to three layers of profiles, most of them on
 * shared VIPs, about fifty per file; ten load balancers and forty servers at two sites.
 * @returns texts by path; the same for the same size and seed.
 */
export function syntheticCatalog({ services, seed }: CatalogSize): Record<string, string> {
  const random = seededRandom(seed);
  const files: Record<string, string> = {
    "fleet.yaml": fleetYaml(),
    "profiles.yaml": PROFILES,
    "vips.yaml": sharedVipsYaml(services),
    "nodes/infrastructure.yaml": infrastructureYaml(),
    "nodes/servers.yaml": serversYaml(),
  };
  for (let first = 0; first < services; first += SERVICES_PER_FILE) {
    let text = "services:\n";
    for (let number = first; number < Math.min(first + SERVICES_PER_FILE, services); number++) {
      text += serviceYaml({ name: `s${String(number).padStart(5, "0")}`, number, services, random });
    }
    files[`services/${String(first / SERVICES_PER_FILE).padStart(4, "0")}.yaml`] = text;
  }
  return files;
}
