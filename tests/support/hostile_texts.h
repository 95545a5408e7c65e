#pragma once
// Texts that a page, a log or a table might take for something else than text (faults.md J1). Each tries to
// call `pwned()` if a browser lets it.

#include <array>
#include <string_view>

namespace mwl::test {

inline constexpr std::array kHostileTexts{
    std::string_view("<script>pwned()</script>"),
    std::string_view("<ScRiPt >pwned()</sCrIpT >"),
    std::string_view("</td></tr></table><script>pwned()</script>"),
    std::string_view("</title><script>pwned()</script>"),
    std::string_view("--><script>pwned()</script><!--"),
    std::string_view("]]><script>pwned()</script>"),
    std::string_view("<img src=x onerror=pwned()>"),
    std::string_view("<img/src=x/onerror=pwned()>"),
    std::string_view("<svg onload=pwned()>"),
    std::string_view("<svg><script>pwned()</script></svg>"),
    std::string_view("<svg><animate onbegin=pwned() attributeName=x dur=1s>"),
    std::string_view("<math><mtext></table><img src=x onerror=pwned()>"),
    std::string_view("<body onload=pwned()>"),
    std::string_view("<iframe src=javascript:pwned()>"),
    std::string_view("<iframe srcdoc='<script>parent.pwned()</script>'>"),
    std::string_view("<object data=javascript:pwned()>"),
    std::string_view("<embed src=javascript:pwned()>"),
    std::string_view("<a href=javascript:pwned()>x</a>"),
    std::string_view("<form action=javascript:pwned()><input type=submit autofocus>"),
    std::string_view("<input autofocus onfocus=pwned()>"),
    std::string_view("<details open ontoggle=pwned()>"),
    std::string_view("<video><source onerror=pwned()></video>"),
    std::string_view("<marquee onstart=pwned()>"),
    std::string_view("<base href=//evil.example/>"),
    std::string_view("<meta http-equiv=refresh content='0;url=javascript:pwned()'>"),
    std::string_view("<link rel=stylesheet href=//evil.example/x.css>"),
    std::string_view("<style>@import '//evil.example/x.css';</style>"),
    std::string_view("<template><script>pwned()</script></template>"),
    std::string_view("<noscript><p title=\"</noscript><img src=x onerror=pwned()>\">"),
    std::string_view("\" onmouseover=\"pwned()"),
    std::string_view("' onmouseover='pwned()"),
    std::string_view("\"><script>pwned()</script>"),
    std::string_view("'><script>pwned()</script>"),
    std::string_view("` onmouseover=`pwned()"),
    std::string_view("javascript:pwned()"),
    std::string_view("data:text/html,<script>pwned()</script>"),
    std::string_view("&lt;script&gt;pwned()&lt;/script&gt;"),
    std::string_view("&#60;script&#62;pwned()&#60;/script&#62;"),
    std::string_view("{{constructor.constructor('pwned()')()}}"),
    std::string_view("${pwned()}"),
    std::string_view("<%= pwned() %>"),
    std::string_view("\xC0\xBCscript\xC0\xBEpwned()\xC0\xBC/script\xC0\xBE"),
    std::string_view("\xEF\xBC\x9Cscript\xEF\xBC\x9Epwned()\xEF\xBC\x9C/script\xEF\xBC\x9E"),
    std::string_view("+ADw-script+AD4-pwned()+ADw-/script+AD4-"),
    std::string_view("<\0script>pwned()</script>", 25),
    std::string_view("\x1B[2J\r\nSet-Cookie: x=1"),
    std::string_view("\xE2\x80\xAE)(denwp<tpircs>"),
};

}  // namespace mwl::test
