import { readPackageFile } from "../package-files.ts";

/** Version of the installed package. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readPackageFile("package.json"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error("package.json has no version");
}
