"""What is wrong with a number or a name, as whoever typed it is told. The value itself is never repeated."""

from __future__ import annotations

from chengxin.core.identity_number import NumberFault
from chengxin.core.names import NameFault

NUMBER_FAULTS = {
    NumberFault.SHAPE: "身份证号应是18位：前17位是数字，最后一位是数字或X",
    NumberFault.FIFTEEN_DIGITS: "这是15位的旧号码，请输入现在身份证上的18位号码",
    NumberFault.FIGURE: "身份证号应是18位：前17位是数字，最后一位是数字或X",
    NumberFault.BIRTH_DATE: "身份证号第7到14位不是真实的日期，请对照证件再看一遍",
    NumberFault.CHECK: "身份证号最后一位校验不对，请对照证件再看一遍",
}
NAME_FAULTS = {
    NameFault.EMPTY: "请输入姓名",
    NameFault.TOO_LONG: "姓名太长了，最多200个字",
    NameFault.CONTROL: "姓名里有看不见的字符，请删掉重新输入",
    NameFault.PRIVATE_USE: "姓名里有这台电脑自造的字，请换成标准的字",
    NameFault.DAMAGED: "姓名里有乱码，请重新输入",
}
