# The image's bill of materials: of the build's, what is used at run time; and Debian's packages.
def runtime: any(.properties[]?; .name == "quarkus:component:scope" and .value == "runtime");

.components |= map(select(runtime))
| ([.metadata.component["bom-ref"], .components[]["bom-ref"]]) as $present
| .dependencies |= map(select(.ref | IN($present[])) | .dependsOn |= map(select(IN($present[])))?)
| .components += $packages
