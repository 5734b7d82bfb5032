import json, os, platform, sys, sysconfig

if sys.path and sys.path[0] == "":
    del sys.path[0]
from importlib import metadata, util

version = platform.python_version()
packages = {}
own = set()
prefix = os.path.realpath(sys.prefix)
for one in metadata.distributions():
    try:
        name, number = one.metadata["Name"], one.version
        needs = [str(need) for need in one.requires or []]
        place = os.path.realpath(str(one.locate_file("")))
    except Exception:
        continue
    if not isinstance(name, str) or not isinstance(number, str) or name in packages:
        continue
    packages[name] = {"version": number, "needs": needs}
    if place.startswith(prefix + os.sep):
        own.add(name)
name = sys.implementation.name
print(
    json.dumps(
        {
            "machine": {
                "implementation_name": name,
                "implementation_version": version,
                "os_name": os.name,
                "platform_machine": platform.machine(),
                "platform_python_implementation": platform.python_implementation(),
                "platform_release": platform.release(),
                "platform_system": platform.system(),
                "platform_version": platform.version(),
                "python_full_version": version,
                "python_version": ".".join(version.split(".")[:2]),
                "sys_platform": sys.platform,
            },
            "program": sys.executable,
            "virtual": sys.prefix != sys.base_prefix,
            "has_pip": util.find_spec("pip") is not None,
            "paths": sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}),
            "search": [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))],
            "packages": packages,
            "own": sorted(own),
        }
    )
)
