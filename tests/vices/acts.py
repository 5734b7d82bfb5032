"""A plugin that cannot start before somebody has signed in, and the script to do that."""

import json
import os
import sys


def get_auth_url():
    """Where to sign in, as the first step."""
    return "https://example.invalid/sign-in?by=" + os.path.basename(os.path.dirname(os.path.abspath(__file__)))


def main():
    """The second step: keeps what the browser came back with beside the code."""
    told = sys.stdin.read().strip()
    if "code=" not in told:
        print(json.dumps({"status": "error", "message": "that is no address with a code"}))
        return
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "token"), "w", encoding="utf-8") as token:
        token.write(told.partition("code=")[2])
    print("thank you")


if __name__ == "__main__":
    main()
elif __name__ != "action":
    from src.plugin_system.base_plugin import BasePlugin

    class Plugin(BasePlugin):
        """Draws once there is a token."""

        def validate_config(self):
            """Nothing works without a token."""
            return os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)), "token"))

        def update(self):
            """Nothing to fetch."""

        def display(self, force_clear=False):
            """A green picture."""
            self.display_manager.draw.rectangle((0, 0, 999, 999), fill=(0, 90, 0))
            self.display_manager.update_display()
