// Validates manifests against the published schemas of their kinds: `node validate.mjs MANIFESTS.json`, a file with a list of objects. Prints a line for each fault.
import { readFileSync } from "node:fs";

const packages = {
  "networking.istio.io": "@kubernetes-models/istio",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

for (const manifest of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const group = manifest.apiVersion.includes("/") ? manifest.apiVersion.split("/")[0] : "";
  const name = `${manifest.kind} ${manifest.metadata.name}`;
  const kinds = await import(`${packages[group] ?? "kubernetes-models"}/${manifest.apiVersion}`);
  try {
    new kinds[manifest.kind](manifest).validate();
  } catch (fault) {
    console.log(`${name}: ${fault.message}`);
  }
}
